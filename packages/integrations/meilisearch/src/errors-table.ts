import type { IntegrationErrorCode } from '@tributary/integration-kit'

/** https://www.meilisearch.com/docs/reference/errors: what a person has to do, by the names of errors. */
export const ERRORS: Readonly<
  Partial<Record<IntegrationErrorCode, readonly [names: string, message: string]>>
> = {
  auth_expired: [
    'missing_authorization_header invalid_api_key missing_master_key',
    'Meilisearch rejected the API key, or the key lacks an action. Make one as the README of the plugin says, and enter it.',
  ],
  bad_configuration: [
    'index_not_found invalid_index_uid invalid_search_filter invalid_document_filter index_primary_key_already_exists index_primary_key_multiple_candidates_found index_already_exists',
    'The index of Meilisearch is not as it was set up. Save the instance again: its index is then set up and filled again.',
  ],
  invalid_data: [
    'payload_too_large invalid_document_id missing_document_id malformed_payload bad_request document_fields_limit_reached invalid_search_q invalid_search_limit invalid_search_offset',
    'Meilisearch refused what was sent.',
  ],
  upstream: [
    'internal index_creation_failed no_space_left_on_device too_many_open_files io_error database_size_limit_reached too_many_search_requests task_not_found unretrievable_document',
    'Meilisearch cannot work at the moment. See its log, and whether its disk is full.',
  ],
}
