import { testIntegration, testSearchProvider } from '@tributary/testkit'
import { createMeilisearchSimulator, type MeilisearchFault } from '../simulator/index.ts'
import { meilisearch } from '../src/index.ts'

async function start() {
  const simulator = await createMeilisearchSimulator()
  return {
    simulator,
    values: { address: simulator.url, apiKey: simulator.apiKey },
    allow: '127.0.0.1',
    hang: () => simulator.hang(),
    stop: () => simulator.stop(),
  }
}

type Service = Awaited<ReturnType<typeof start>>

const failing = (status: number, code: string, headers: MeilisearchFault['headers'] = {}) => ({
  arrange: ({ simulator }: Service) => simulator.inject({ status, code, headers, times: 20 }),
})
const failingTask = (code: string) => ({
  arrange: ({ simulator }: Service) => simulator.failTasks(code, 20),
})

testIntegration(meilisearch, {})

testSearchProvider(meilisearch, {
  start,
  errors: [
    { name: 'a wrong key', values: { apiKey: 'wrong-key-of-nothing' }, code: 'auth_expired' },
    {
      name: 'a key that may search alone',
      values: { apiKey: 'simulated-meilisearch-search-key' },
      code: 'auth_expired',
    },
    { name: 'a missing key', ...failing(401, 'missing_authorization_header'), code: 'auth_expired' },
    { name: 'a server without a master key', ...failing(401, 'missing_master_key'), code: 'auth_expired' },
    { name: 'an index that is gone', ...failing(404, 'index_not_found'), code: 'bad_configuration' },
    { name: 'an invalid name of the index', ...failing(400, 'invalid_index_uid'), code: 'bad_configuration' },
    { name: 'a payload that is too large', ...failing(413, 'payload_too_large'), code: 'invalid_data' },
    { name: 'a payload that cannot be read', ...failing(400, 'malformed_payload'), code: 'invalid_data' },
    { name: 'a bad request', ...failing(400, 'bad_request'), code: 'invalid_data' },
    { name: 'a full disk', ...failing(422, 'no_space_left_on_device'), code: 'upstream', message: /disk/ },
    { name: 'too many open files', ...failing(422, 'too_many_open_files'), code: 'upstream' },
    { name: 'a task that is unknown', ...failing(404, 'task_not_found'), code: 'upstream' },
    {
      name: 'too many searches at once',
      ...failing(503, 'too_many_search_requests', { 'retry-after': '10' }),
      code: 'upstream',
      retryAfterSeconds: 10,
    },
    {
      name: 'too many requests',
      ...failing(429, 'too_many_requests', { 'retry-after': '7' }),
      code: 'rate_limit',
      retryAfterSeconds: 7,
    },
    { name: 'a failure of the server', ...failing(500, 'internal'), code: 'upstream' },
    { name: 'a task that failed', ...failingTask('internal'), code: 'upstream' },
    { name: 'a task that failed with an unknown code', ...failingTask('brand_new_code'), code: 'upstream' },
    { name: 'a task for a full disk', ...failingTask('no_space_left_on_device'), code: 'upstream' },
    { name: 'a task with an invalid id', ...failingTask('invalid_document_id'), code: 'invalid_data' },
    {
      name: 'an index with another primary key',
      ...failingTask('index_primary_key_already_exists'),
      code: 'bad_configuration',
    },
  ],
})
