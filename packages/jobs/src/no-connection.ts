/**
 * Stands in keys for the connection of what came by no connection: a file, public data, a person's own entry. The nil UUID (RFC 9562, section 5.9),
 * so that keys need no nulls.
 */
export const NO_CONNECTION = '00000000-0000-0000-0000-000000000000'
