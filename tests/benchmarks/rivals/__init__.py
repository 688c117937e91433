"""What others do with the same wire, each a process of its own: ``python -m rivals.exact SOURCE OUT``.

Every recipe names pairs that are one story; :func:`rivals.recipe.run` reads ninjs, joins the pairs and writes stories
with nothing but their members. None of them cleans, compares exactly, knows a window or tells where a text came from.
"""
