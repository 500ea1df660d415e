#!/bin/bash
# One role a service, which owns the one schema of its own name and has no right on anything else.
# Run as the database's administrator (PGHOST, PGUSER, PGPASSWORD, PGDATABASE; or by the PostgreSQL image at its first
# start), with <SERVICE>_DATABASE_PASSWORD set. Running it again changes nothing but the passwords.
set -euo pipefail

export PGUSER=${PGUSER:-${POSTGRES_USER:-postgres}} PGDATABASE=${PGDATABASE:-${POSTGRES_DB:-ordermill}}

for service in orders transactions notifications analytics; do
    password=${service^^}_DATABASE_PASSWORD
    ROLE=$service ROLE_PASSWORD=${!password} psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 <<'SQL'
\getenv role ROLE
\getenv password ROLE_PASSWORD
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'password';
-- A managed database's administrator is no superuser and must be a member of the role to give it a schema.
SELECT format('GRANT %I TO CURRENT_USER', :'role') WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec
CREATE SCHEMA IF NOT EXISTS :"role" AUTHORIZATION :"role";
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'role') \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
done
