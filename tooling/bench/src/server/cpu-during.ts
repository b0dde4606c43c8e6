import type pg from 'pg'
import { cpuSeconds } from './cpu-seconds.ts'

/** A program, and a session of its own in the database that the program uses, of PostgreSQL on this machine. */
export interface ObservedProgram {
  readonly pid: number
  readonly observer: pg.Client
}

/** Seconds of processor time during some work. Meaningful on a busy machine, too. */
export interface CpuDuring {
  readonly program: number
  /** Of the sessions of the database, without the observer. One that ends meanwhile, as those of an idle pool do, does not count. */
  readonly database: number
}

/** Does some work, and resolves to its result with the processor time that a program and its database used meanwhile. */
export async function cpuDuring<T>(
  { pid, observer }: ObservedProgram,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly cpu: CpuDuring }> {
  const [program, sessions] = [cpuSeconds(pid), await secondsBySession(observer)]
  const result = await work()
  const cpu = { program: cpuSeconds(pid) - program, database: 0 }
  for (const [session, seconds] of await secondsBySession(observer))
    cpu.database += seconds - (sessions.get(session) ?? 0)
  return { result, cpu }
}

async function secondsBySession(observer: pg.Client): Promise<ReadonlyMap<number, number>> {
  const { rows } = await observer.query<{ pid: number }>(
    `select pid from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  )
  return new Map(rows.map(({ pid }) => [pid, cpuSeconds(pid) || 0]))
}
