"""Where everything is stored: SQLite, objects in and objects out. All SQL of the house is here; the engine calls it.

`database` runs jobs in transactions, `schema` makes and migrates the tables; the other modules are one table each,
functions that take the transaction first. The SQL is plain, so that another database needs other placeholders and
another `search` and nothing else.
"""
