"""Who writes a review, by what they are to the person appraised, and which of them stay unnamed."""

SELF, MANAGER, SECOND_MANAGER = "self", "manager", "second_manager"
PEER, REPORT, EXTERNAL = "peer", "report", "external"

ROLES = (SELF, MANAGER, SECOND_MANAGER, PEER, REPORT, EXTERNAL)

# One reviewer each in an appraisal; the first two are blind to each other until both are in.
SINGLE_ROLES = (SELF, MANAGER, SECOND_MANAGER)
BLIND_ROLES = (SELF, MANAGER)

# Their answers are read as a group only, from a number of answers on: nobody learns who wrote what.
ANONYMOUS_ROLES = (PEER, REPORT)

# Whom somebody nominates, and somebody else approves.
NOMINATED_ROLES = (PEER, REPORT, EXTERNAL)

# The deadline of the cycle that a role's reviews have.
DEADLINES = {
    SELF: "self_deadline",
    MANAGER: "manager_deadline",
    SECOND_MANAGER: "manager_deadline",
    PEER: "peer_deadline",
    REPORT: "peer_deadline",
    EXTERNAL: "peer_deadline",
}


def answer_field(role):
    """Field of a question that says whether a role answers it.

    >>> answer_field("peer")
    'answer_peer'
    """
    return f"answer_{role}"
