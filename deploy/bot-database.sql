-- The bot keeps its dialogue state apart from the service's tables: they share no schema.
CREATE DATABASE bot OWNER amends;
