"""The database: tables, repositories, units of work and queries."""
