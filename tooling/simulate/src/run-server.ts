import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '@tributary/processes'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const SERVER = ['--conditions=@tributary/source', 'apps/server/src/main.ts', 'serve']

/**
 * Runs the server from source in the foreground, as `npm run dev` does, and resolves to its exit code. Ctrl-C at the terminal reaches it by
 * itself; SIGTERM is passed on.
 *
 * @param environment besides that of this process. PROVIDER_ENDPOINTS is added to what is set.
 */
export async function runServer(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<number> {
  const endpoints = [process.env['PROVIDER_ENDPOINTS'], environment['PROVIDER_ENDPOINTS']]
  const server = spawn(join(ROOT, 'node_modules/.bin/tsx'), ['watch', ...SERVER, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...environment,
      PROVIDER_ENDPOINTS: endpoints.filter((each) => each !== undefined && each !== '').join(','),
    },
  })
  endWithThisProcess(server)
  process.once('SIGTERM', () => server.kill('SIGTERM')).on('SIGINT', () => {})
  const [code] = (await once(server, 'exit')) as [number | null]
  return code ?? 0
}
