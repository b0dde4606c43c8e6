/** Of integrations and streams: `last-fm`. */
export const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
