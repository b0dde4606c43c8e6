import { expect, it } from 'vitest'
import { dumpSchema, type MigrationSet } from '../src/index.ts'
import { describeDatabase } from './describe-database.ts'

const statements = `
  create type mood as enum ('glad', 'sad');
  create sequence tickets;
  create table "Owner" (id uuid primary key default gen_random_uuid(), name varchar(20) not null unique);
  create table things (
    id bigint generated always as identity primary key,
    owner_id uuid references "Owner" on delete cascade,
    mood mood not null default 'glad',
    size numeric(6,2) check (size > 0),
    half numeric generated always as (size / 2) stored,
    tags text[] not null default '{}'
  );
  create index things_by_owner on things (owner_id, id desc) where mood = 'sad';
  create view sad_things as select id, size from things where mood = 'sad';
  create function one() returns integer language sql as 'select 1';
`
const migrations: MigrationSet = {
  '0001-all': {
    async up(db) {
      const { sql } = await import('kysely')
      for (const statement of statements.split(';\n'))
        if (statement.trim()) await sql.raw(statement).execute(db)
    },
  },
}

const expected = `create type mood as enum ('glad', 'sad');

create sequence tickets as bigint increment 1;

create table "Owner" (
  id uuid default gen_random_uuid() not null,
  name character varying(20) not null,
  constraint "Owner_pkey" PRIMARY KEY (id),
  constraint "Owner_name_key" UNIQUE (name)
);

create table things (
  id bigint generated always as identity not null,
  owner_id uuid,
  mood mood default 'glad'::mood not null,
  size numeric(6,2),
  half numeric generated always as ((size / (2)::numeric)) stored,
  tags text[] default '{}'::text[] not null,
  constraint things_pkey PRIMARY KEY (id),
  constraint things_size_check CHECK (size > 0::numeric),
  constraint things_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES "Owner"(id) ON DELETE CASCADE
);

CREATE INDEX things_by_owner ON public.things USING btree (owner_id, id DESC) WHERE (mood = 'sad'::mood);

create view sad_things as
 SELECT id,
    size
   FROM things
  WHERE mood = 'sad'::mood;

CREATE OR REPLACE FUNCTION public.one()
 RETURNS integer
 LANGUAGE sql
AS $function$select 1$function$;
`

describeDatabase('the dump of a schema', (start) => {
  it('is every object of it as text', async () => {
    const { database } = await start({ migrations: { all: migrations } })
    expect((await dumpSchema(database)).replaceAll(' \n', '\n')).toBe(expected)
  })

  it('lists a partitioned table, and none of its partitions', async () => {
    const { database } = await start({ migrations: {} })
    await database.pool.query(`
      create table readings (at timestamptz not null, value integer) partition by range (at);
      create index readings_by_time on readings (at);
      create function keep() returns trigger language plpgsql as 'begin return new; end';
      create trigger kept before update on readings for each row execute function keep()`)
    const before = await dumpSchema(database)
    expect(before).toContain('partition by RANGE (at)')
    await database.pool.query(
      `create table readings_2026 partition of readings for values from ('2026-01-01') to ('2027-01-01')`,
    )
    expect(await dumpSchema(database)).toBe(before)
  })

  it('is empty for an empty database', async () => {
    const { database } = await start()
    await database.migrate([])
    expect(await dumpSchema(database)).toBe('')
  })
})
