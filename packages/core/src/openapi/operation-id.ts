/**
 * `GET /api/jobs/:id/events` of plugin `jobs` → `jobsGetIdEvents`. Accepts paths in the notation of Fastify and of
 * OpenAPI.
 */
export function operationIdOf(plugin: string, method: string, path: string): string {
  const rest = path
    .replace(/^\/api(?=\/|$)/, '')
    .split('/')
    .filter((part) => part !== '' && part !== plugin)
  const words = [plugin, method.toLowerCase(), ...rest]
    .flatMap((part) => part.split(/[^A-Za-z0-9]+/))
    .filter(Boolean)
  return words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
}
