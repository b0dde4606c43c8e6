export { loadDefinition } from './load-integration.ts'
export { publicUrlOf } from './public-url.ts'
export { readRecording, recordingFile } from './read-recording.ts'
export { runServer } from './run-server.ts'
