import { lockDirectory } from '../../src/embedded/directory-lock.ts'

// A test that fails ends before it has ended what it started, and its runner waits for all that holds its output.
process.on('disconnect', () => process.exit())

// Takes the lock of the directory it is given, says how that went, and keeps it until it is killed.
try {
  await lockDirectory(process.argv[2] ?? '')
  process.send?.({ pid: process.pid })
  setInterval(() => {}, 60_000)
} catch (error) {
  process.send?.({ refused: (error as Error).message, error: (error as Error).name })
}
