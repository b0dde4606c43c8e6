export { type Fault, type ModelRequest, type ModelServer, startModelServer } from './model-server.ts'
