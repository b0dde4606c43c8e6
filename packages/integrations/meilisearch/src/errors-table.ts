import type { ErrorMeaning } from '@tributary/integration-kit/providers'

/** https://www.meilisearch.com/docs/reference/errors: what a person has to do, by the names of errors. */
export const ERRORS: readonly ErrorMeaning[] = [
  {
    errors: ['missing_authorization_header', 'invalid_api_key', 'missing_master_key'],
    code: 'auth_expired',
    message:
      'Meilisearch rejected the API key, or the key lacks an action. Make one as the README of the plugin says, and enter it.',
  },
  {
    errors: [
      'index_not_found',
      'invalid_index_uid',
      'invalid_search_filter',
      'invalid_document_filter',
      'index_primary_key_already_exists',
      'index_primary_key_multiple_candidates_found',
      'index_already_exists',
    ],
    code: 'bad_configuration',
    message:
      'The index of Meilisearch is not as it was set up. Save the instance again: its index is then set up and filled again.',
  },
  {
    errors: [
      'payload_too_large',
      'invalid_document_id',
      'missing_document_id',
      'malformed_payload',
      'bad_request',
      'document_fields_limit_reached',
      'invalid_search_q',
      'invalid_search_limit',
      'invalid_search_offset',
    ],
    code: 'invalid_data',
    message: 'Meilisearch refused what was sent.',
  },
  {
    errors: [
      'internal',
      'index_creation_failed',
      'no_space_left_on_device',
      'too_many_open_files',
      'io_error',
      'database_size_limit_reached',
      'too_many_search_requests',
      'task_not_found',
      'unretrievable_document',
    ],
    code: 'upstream',
    message: 'Meilisearch cannot work at the moment. See its log, and whether its disk is full.',
  },
]
