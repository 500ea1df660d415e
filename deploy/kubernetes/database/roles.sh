#!/bin/bash
# Two roles a service: <service>_owner, which owns the one schema of the service's name and migrates it, and <service>,
# which reads and writes its rows and may do nothing else. Neither has a right on anything of another service.
#
# Run as the database's administrator (PGHOST, PGUSER, PGPASSWORD, PGDATABASE; or by the PostgreSQL image at its first
# start), with <SERVICE>_DATABASE_PASSWORD and <SERVICE>_DATABASE_OWNER_PASSWORD set. Each may be a SCRAM verifier
# (SCRAM-SHA-256$...) in a password's place; a password is made one here, so that the server, its log and its statistics
# see none. <SERVICE>_CONNECTIONS and <SERVICE>_OWNER_CONNECTIONS limit how many connections a role may have. Running it
# again changes nothing but passwords and limits.
#
# Where no <SERVICE>_DATABASE_OWNER_PASSWORD is set, as on a laptop, <service> owns its schema itself.
set -euo pipefail

export PGUSER=${PGUSER:-${POSTGRES_USER:-postgres}} PGDATABASE=${PGDATABASE:-${POSTGRES_DB:-ordermill}}
export PGOPTIONS='-c client_min_messages=warning'

sql() { psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 "$@"; }

# role password-or-verifier connections
role() {
    ROLE=$1 CONNECTIONS=${3:--1} sql <<'SQL'
\getenv role ROLE
\getenv connections CONNECTIONS
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" LOGIN NOCREATEDB NOCREATEROLE CONNECTION LIMIT :connections;
-- A managed database's administrator is no superuser and must be a member of the role to give it a schema.
SELECT format('GRANT %I TO CURRENT_USER', :'role') WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'role') \gexec
SQL
    if [[ $2 == SCRAM-SHA-256\$* ]]; then
        ROLE=$1 VERIFIER=$2 sql <<'SQL'
\getenv role ROLE
\getenv verifier VERIFIER
ALTER ROLE :"role" PASSWORD :'verifier';
SQL
    else
        # \password makes the verifier; it would ask a terminal, of which a session of its own has none.
        printf '%s\n%s\n' "$2" "$2" | setsid --wait psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 -c "\\password $1" >/dev/null 2>&1 ||
            { echo "the password of $1 could not be set" >&2; exit 1; }
    fi
}

for service in orders transactions notifications analytics; do
    password=${service^^}_DATABASE_PASSWORD owner_password=${service^^}_DATABASE_OWNER_PASSWORD
    connections=${service^^}_CONNECTIONS owner_connections=${service^^}_OWNER_CONNECTIONS
    role "$service" "${!password}" "${!connections:-}"
    owner=$service
    if [ -n "${!owner_password:-}" ]; then
        owner=${service}_owner
        role "$owner" "${!owner_password}" "${!owner_connections:-}"
    fi
    SERVICE=$service OWNER=$owner sql <<'SQL'
\getenv service SERVICE
\getenv owner OWNER
CREATE SCHEMA IF NOT EXISTS :"service" AUTHORIZATION :"owner";
-- What the service once owned itself.
SELECT format('REASSIGN OWNED BY %I TO %I', :'service', :'owner') WHERE :'service' <> :'owner' \gexec
GRANT USAGE ON SCHEMA :"service" TO :"service";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA :"service" TO :"service";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA :"service" TO :"service";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA :"service" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"service";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA :"service" GRANT USAGE ON SEQUENCES TO :"service";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
done
