const LOOK_MILLISECONDS = 500

/**
 * Calls back when the shell that npm put between itself and us has gone. npm passes SIGTERM to that shell, which dies
 * of it and tells nobody: what we started would run on. Returns the timer.
 */
export function watchShell(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    // Once: a server that is told twice does not wait for what it has at hand.
    clearInterval(watch)
    onGone()
  }, LOOK_MILLISECONDS)
  return watch
}
