import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPostmasterFile } from './postmaster-file.ts'

/** `DBState` of `pg_control`, after the system identifier and two version numbers. All platforms of the packages are little-endian. */
const STATE_OFFSET = 16
const SHUTDOWNED = 1

/** Whether a cluster was stopped with its checkpoint complete. PostgreSQL removes `postmaster.pid` after other ends too. */
export function isCleanlyStopped(cluster: string): boolean {
  if (readPostmasterFile(cluster) !== undefined) return false
  return readFileSync(join(cluster, 'global', 'pg_control')).readUInt32LE(STATE_OFFSET) === SHUTDOWNED
}
