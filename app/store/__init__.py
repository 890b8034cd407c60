"""The store: SQLite, objects in and objects out. All SQL of the program is here.

`database` runs jobs in transactions, `schema` creates and migrates the tables. Most other modules are one table each:
functions whose first argument is the transaction. The SQL is plain, so that another database needs only other
placeholders and another `search_index`.
"""
