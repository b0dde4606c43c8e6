/** The introduction of the merged document, in Markdown: what holds for every operation. */
export const API_DESCRIPTION = `The data you left in other services, at home: one API over everything you have connected or imported.

**Sign-in.** An API key as \`Authorization: Bearer trb_…\`, or the cookie of a session. Each operation names the scopes that a key needs.

**Lists** are \`{ items, nextCursor }\`: send \`nextCursor\` as \`cursor\`, with the same filters, until it is null. \`limit\` is at most 500. \`from\` and \`to\` are local dates, both included; \`fromTime\` and \`toTime\` are instants, the latter excluded.

**Errors** are problem details (RFC 9457): \`code\` is stable, \`detail\` says what to do, \`errors\` has all faults of the request at once. \`Retry-After\` says when to try again.

**Sending again.** A POST that makes something takes \`Idempotency-Key\`: the same key and request within a day have one effect and one answer.

**Concurrent edits.** GET answers with an \`ETag\`. \`If-None-Match\` saves an unchanged answer (304); \`If-Match\` on PUT, PATCH and DELETE refuses an edit of something that has changed (412).

**Reading what you wrote.** Where lists and charts come from a replica of the database, the answer to a request that wrote has the header \`Tributary-Read-After\`. Send its value as the same header with the next GETs, and they see what it wrote; browsers have a cookie for that. Without it a list may be some seconds older.

**Following changes.** \`GET /api/changes\` has what was written and deleted since a cursor, \`GET /api/changes/stream\` sends it as it happens, and webhooks send it to your own address.

**Versions.** \`/api\` is version 1: members and operations are added, and what ends is announced by \`Deprecation\` and \`Sunset\`.`
