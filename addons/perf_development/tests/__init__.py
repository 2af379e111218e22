# shared
# 1-on-1s
# development plans
# concerns
# improvement plans
