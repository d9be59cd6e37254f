"""Who may do what, and who gets which answer: written by hand, never derived from the code.

Each app has a module here with up to three names, read in the order of the apps:

    def build(world): ...                  what the tables speak about: world.group = …
    RULES = {"groups.edit_group": [Row(lambda w: w.group, may="host manager")]}
    URLS = [Url("group_edit", lambda w: {"code": w.group.code}, ok="host", sign_in="visitor", hidden="*",
                lists=None)]

Names are those of `tests/cast.py`; `*` is everybody not named otherwise; who is not in `may` may not.
"""
