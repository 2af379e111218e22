"""Kinds of questions: where their answers stand, and whether they count in the score."""

# Kinds whose score comes from what the manager answers, and those whose score comes from figures.
RATED_KINDS = ("rating", "competency")
MEASURED_KINDS = ("goals",)

# The part of an answer in which a kind with something to choose says it; all others say it in words.
CHOSEN_PARTS = {"rating": "level_id", "competency": "anchor_id", "choice": "choice"}

# Icons in the builder.
ICONS = {
    "rating": "fa-star-o",
    "competency": "fa-graduation-cap",
    "text": "fa-align-left",
    "choice": "fa-list-ul",
    "goals": "fa-bullseye",
}
