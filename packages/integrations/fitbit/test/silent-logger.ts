import type { SyncContext } from '@tributary/integration-kit'

const drop = () => {}

/** What a stream and the client are given to log with, without a server. */
export const silentLogger = Object.assign(Object.create(null), {
  level: 'silent',
  fatal: drop,
  error: drop,
  warn: drop,
  info: drop,
  debug: drop,
  trace: drop,
  silent: drop,
  child: () => silentLogger,
}) as SyncContext['logger']
