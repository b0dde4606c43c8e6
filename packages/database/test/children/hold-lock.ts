import { lockDirectory } from '../../src/embedded/directory-lock.ts'

// Takes the lock of the directory it is given, says how that went, and keeps it until it is killed.
try {
  await lockDirectory(process.argv[2] ?? '')
  process.send?.({ pid: process.pid })
  setInterval(() => {}, 60_000)
} catch (error) {
  process.send?.({ refused: (error as Error).message, error: (error as Error).name })
}
