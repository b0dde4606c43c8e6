import { spawn } from 'node:child_process'
import { endWithThisProcess } from '../../src/index.ts'

// Starts a child that would run on without it, writes the child's pid, and ends when it is told something.

const PROGRAMS = {
  plain: 'setInterval(() => {}, 60_000)',
  hanging: `process.on('SIGTERM', () => {}); for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
}

const [, , how = 'plain'] = process.argv
const child = spawn(process.execPath, ['--eval', PROGRAMS[how === 'hanging' ? 'hanging' : 'plain']], {
  stdio: 'ignore',
  detached: true,
})
const other = spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' })
for (const each of [child, other]) endWithThisProcess(each)
// One that has ended is not killed: its pid may be another process by then.
other.once('exit', () => process.stdout.write(`${child.pid}\n`))
process.stdin.once('data', () => process.exit())
