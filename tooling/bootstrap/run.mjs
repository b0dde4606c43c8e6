#!/usr/bin/env node
// What `npm start`, `npm test` and the other scripts go through. It needs nothing but Node 20 or newer and npm: it
// installs pnpm, everything in the lock file (the pinned Node among it), builds what has changed, and then runs the
// command asked for on the pinned Node. When all is in place it only compares two stamps.

import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commands } from './commands.mjs'
import { ensureBuilt } from './ensure-built.mjs'
import { ensureInstalled } from './ensure-installed.mjs'

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
  const { node, pnpm } = await ensureInstalled(root)
  const bin = join(root, 'node_modules', '.bin')
  const path = [dirname(node), dirname(pnpm), bin, process.env.PATH].join(
    process.platform === 'win32' ? ';' : ':',
  )
  const env = {
    ...process.env,
    PATH: path,
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    // Some two thousand modules are loaded at a start; what V8 compiled of them last time need not be compiled again.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
  }
  if (command.needsBuild) await ensureBuilt(root, (file, args) => runAndKeep(file, args, env))
  for (const [file, ...args] of command.steps(rest)) {
    const code = await run(file === 'node' ? node : join(bin, file), args, { env, stdout: 'inherit' })
    if (code !== 0) process.exit(code)
  }
} catch (error) {
  fail(error.message)
}

/** Runs a program in the foreground and resolves to its exit code. Signals that reach us are its to answer. */
function run(file, args, { env, stdout }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env, stdio: ['inherit', stdout, 'inherit'] })
    const forward = (signal) => child.kill(signal)
    // From a terminal the child has its own SIGINT already.
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

/** Runs a program and resolves to its exit code and to all that it wrote. */
function runAndKeep(file, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/**
 * Calls back when the shell that npm put between itself and us has gone. npm passes SIGTERM to that shell, which dies
 * of it and tells nobody: the server would run on.
 */
function watchShell(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    // Once: a server that is told twice does not wait for what it has at hand.
    clearInterval(watch)
    onGone()
  }, 500)
  return watch
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
