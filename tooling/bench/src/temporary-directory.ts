import { chmodSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Creates a directory that is removed afterwards, also after a signal. */
export async function inTemporaryDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-bench-'))
  // As root, PostgreSQL runs as another account, which passes through to its own directory.
  chmodSync(directory, 0o711)
  const removeAtExit = () => rmSync(directory, { recursive: true, force: true })
  process.once('exit', removeAtExit)
  try {
    await work(directory)
  } finally {
    process.off('exit', removeAtExit)
    await rm(directory, { recursive: true })
  }
}
