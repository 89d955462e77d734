"""What was disclosed in suspicion (SAR and DAML): a store of its own, beside the case, not in it.

Nothing above this floor but its own command knows it: no figure, page, pack or export can reach it.
"""
