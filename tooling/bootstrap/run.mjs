#!/usr/bin/env node
// The entry of `npm start`, `npm test` and the other scripts. It needs nothing but Node 20 or newer and npm: it
// installs pnpm, everything in the lock file (the pinned Node among it), builds what has changed, and then runs the
// command asked for on the pinned Node. When all is in place it only compares two stamps.

import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commands } from './commands.mjs'
import { installedEnvironment, pinnedNode } from './ensure-installed.mjs'
import { setUp } from './set-up.mjs'
import { StepFailure } from './step-failure.mjs'
import { watchShell } from './watch-shell.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const [name = '', ...rest] = process.argv.slice(2)
const command = commands[name]

if (command === undefined) {
  fail(`There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
}
if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node 20 or newer is needed to begin; this is ${process.version}.`)
}

try {
  await setUp(root, command, rest)
  const env = installedEnvironment(root)
  const bin = join(root, 'node_modules', '.bin')
  for (const [file, ...args] of command.steps(rest)) {
    const code = await run(file === 'node' ? pinnedNode(root) : join(bin, file), args, env)
    if (code !== 0) process.exit(code)
  }
} catch (error) {
  fail(error instanceof StepFailure ? `\n${error.describe()}` : error.message)
}

/** Runs a program in the foreground and resolves to its exit code. Signals to this process are handled by it. */
function run(file, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env, stdio: 'inherit' })
    const forward = (signal) => child.kill(signal)
    // At a terminal the child receives SIGINT itself.
    const ignore = () => {}
    process.on('SIGTERM', forward).on('SIGINT', ignore)
    const watch = watchShell(() => forward('SIGTERM'))
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      clearInterval(watch)
      process.off('SIGTERM', forward).off('SIGINT', ignore)
      resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1))
    })
  })
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
