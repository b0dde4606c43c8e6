// The routes of the benchmarks `boot` and `requests` on NestJS, on Fastify and with its OpenAPI document, as its users write them:
// `nest.ts boot <modules>` sends how long a boot took, modules already loaded; `nest.ts serve` sends its port when it listens.
// Decorators are called as functions, since Node does not know their syntax.

import 'reflect-metadata'
import { Controller, Get, Module, Param, Query, type Type, ValidationPipe } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { ApiOkResponse, ApiOperation, ApiProperty, DocumentBuilder, SwaggerModule } from '@nestjs/swagger'
import { Type as AsType } from 'class-transformer'
import { IsInt, IsOptional, Max, MaxLength, Min } from 'class-validator'
import { ROUTES_PER_PLUGIN } from '../src/boot/routes-per-plugin.ts'

/** A class with a name of its own, which becomes that of a component. */
function classOf(name: string): Type<object> {
  // oxlint-disable-next-line typescript/no-extraneous-class -- NestJS reads the decorators of classes, which may be empty
  return { [name]: class {} }[name]
}

/** Declares a property, as the compiler does for one with a type and decorators. */
function declare(target: Type<object>, name: string, type: unknown, ...decorators: PropertyDecorator[]) {
  Reflect.defineMetadata('design:type', type, target.prototype, name)
  for (const decorate of decorators) decorate(target.prototype, name)
}

interface Handler {
  readonly name: string
  readonly parameters: readonly unknown[]
  readonly decorators: readonly MethodDecorator[]
  readonly handle: (...given: never[]) => unknown
}

/** Declares a method that answers a request. */
function declareHandler(controller: Type<object>, { name, parameters, decorators, handle }: Handler): void {
  const { prototype } = controller
  const descriptor = { value: handle, writable: true, configurable: true }
  Object.defineProperty(prototype, name, descriptor)
  Reflect.defineMetadata('design:paramtypes', parameters, prototype, name)
  for (const decorate of decorators) decorate(prototype, name, descriptor)
}

/** A module whose controller is mounted at a path. */
function moduleOf(path: string, controller: Type<object>): Type<object> {
  Controller(path)(controller)
  const made = classOf('Part')
  Module({ controllers: [controller] })(made)
  return made
}

/** As the plugin of the same number in `src/boot/boot-once.ts`. */
function bootModule(plugin: number): Type<object> {
  const controller = classOf('PartController')
  for (let route = 0; route < ROUTES_PER_PLUGIN; route += 1) {
    const item = classOf(`Item${plugin}x${route}`)
    declare(item, 'a', Number, ApiProperty())
    declare(item, `b${plugin}`, String, ApiProperty())
    const thing = classOf(`Thing${plugin}x${route}`)
    for (const name of ['id', 'name', 'at']) declare(thing, name, String, ApiProperty())
    declare(thing, 'items', Array, ApiProperty({ type: [item] }))
    declare(thing, `of${plugin}`, String, ApiProperty({ required: false }))
    const params = classOf(`Params${plugin}x${route}`)
    declare(params, 'id', String, ApiProperty({ maxLength: 40 }), MaxLength(40))
    const query = classOf(`Query${plugin}x${route}`)
    const limits = [ApiProperty({ required: false, minimum: 1, maximum: 100 }), Min(1), Max(100)]
    declare(
      query,
      'limit',
      Number,
      ...limits,
      IsOptional(),
      AsType(() => Number),
      IsInt(),
    )
    const name = `read${route}`
    declareHandler(controller, {
      name,
      parameters: [params, query],
      decorators: [
        Get(`r${route}/:id`),
        ApiOperation({ summary: `Read ${route}` }),
        ApiOkResponse({ type: thing }),
      ],
      handle: ({ id }: { readonly id: string }) => ({ id, name: 'n', at: '', items: [] }),
    })
    Param()(controller.prototype, name, 0)
    Query()(controller.prototype, name, 1)
  }
  return moduleOf(`api/public/p${plugin}`, controller)
}

/** As the route of `src/requests/serve.ts`. */
function helloModule(): Type<object> {
  const hello = classOf('Hello')
  declare(hello, 'hello', String, ApiProperty())
  declare(hello, 'n', Number, ApiProperty())
  const query = classOf('HelloQuery')
  declare(
    query,
    'n',
    Number,
    ApiProperty({ required: false }),
    IsOptional(),
    AsType(() => Number),
    IsInt(),
  )
  const controller = classOf('HelloController')
  declareHandler(controller, {
    name: 'read',
    parameters: [query],
    decorators: [Get(), ApiOkResponse({ type: hello })],
    handle: ({ n = 0 }: { readonly n?: number }) => ({ hello: 'world', n }),
  })
  Query()(controller.prototype, 'read', 0)
  return moduleOf('api/public/hello', controller)
}

async function boot(modules: readonly Type<object>[]) {
  const root = classOf('Root')
  Module({ imports: [...modules] })(root)
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: false })
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }))
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build())
  await app.init()
  await app.getHttpAdapter().getInstance().ready()
  return { app, paths: Object.keys(document.paths).length }
}

async function bootOnce(count: number): Promise<void> {
  const modules = Array.from({ length: count }, (_, plugin) => bootModule(plugin))
  const began = performance.now()
  const { paths } = await boot(modules)
  process.send?.({ milliseconds: performance.now() - began, paths })
  process.disconnect()
}

async function serve(): Promise<void> {
  process.once('disconnect', () => process.exit())
  const { app } = await boot([helloModule()])
  await app.listen(0, '127.0.0.1')
  process.send?.(Number(new URL(await app.getUrl()).port))
}

const [, , mode, count] = process.argv
await (mode === 'boot' ? bootOnce(Number(count)) : serve())
