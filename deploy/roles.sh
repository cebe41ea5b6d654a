#!/bin/sh
# Run once by the database container, on an empty volume: the two roles, the database, what it needs.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -d postgres <<'SQL'
CREATE ROLE forankra_owner LOGIN PASSWORD :'owner';
CREATE ROLE forankra_app LOGIN NOBYPASSRLS PASSWORD :'app';
ALTER ROLE forankra_owner SET random_page_cost = 1.1;
ALTER ROLE forankra_owner SET work_mem = '32MB';
ALTER ROLE forankra_owner SET jit = off;
ALTER ROLE forankra_owner SET max_parallel_workers_per_gather = 0;
ALTER ROLE forankra_app SET random_page_cost = 1.1;
ALTER ROLE forankra_app SET work_mem = '32MB';
ALTER ROLE forankra_app SET jit = off;
ALTER ROLE forankra_app SET max_parallel_workers_per_gather = 0;
ALTER ROLE forankra_app SET statement_timeout = '30s';
ALTER ROLE forankra_app SET lock_timeout = '10s';
ALTER ROLE forankra_app SET idle_in_transaction_session_timeout = '2min';
CREATE DATABASE forankra OWNER forankra_owner;
\connect forankra
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;
SQL
