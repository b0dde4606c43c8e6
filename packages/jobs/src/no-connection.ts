/**
 * The connection id in keys of data without a connection: a file, public data, a manual entry. The nil UUID (RFC
 * 9562, section 5.9), so that keys need no nulls.
 */
export const NO_CONNECTION = '00000000-0000-0000-0000-000000000000'
