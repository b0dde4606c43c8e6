const LOOK_MILLISECONDS = 500

/**
 * Calls back when the shell between npm and this process has ended. npm passes SIGTERM to that shell, which dies
 * of it and tells nobody: what we started would run on. Returns the timer.
 */
export function watchShell(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    // Once: at a second signal, a server does not wait for its current work.
    clearInterval(watch)
    onGone()
  }, LOOK_MILLISECONDS)
  return watch
}
