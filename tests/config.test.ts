import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PACKAGE_FOLDER, readConfig, type Config } from '../src/config.ts'
import { refusalOf } from './refusal.ts'

const DEFAULTS = { node: 'border-1', processors: 4 }
const read = (env: Record<string, string>): Config => readConfig(env, DEFAULTS)

describe('the configuration', () => {
  test('needs nothing: every value has a default that hides no secret', () => {
    expect(read({})).toEqual({
      databaseUrl: undefined,
      dataFolder: resolve('data'),
      partnersFolder: resolve('partners'),
      certificateFolder: resolve('certs'),
      schemasFolder: resolve(PACKAGE_FOLDER, 'schemas'),
      country: 'CN',
      partnerListen: { host: '127.0.0.1', port: 8443 },
      publicListen: { host: '127.0.0.1', port: 8080 },
      peopleFile: undefined,
      peopleListen: { host: '127.0.0.1', port: 8444 },
      broker: undefined,
      logLevel: 'info',
      node: 'border-1',
      xmlWorkers: 3,
    })
  })

  test('takes what is set', () => {
    const config = read({
      DATABASE_URL: 'postgresql://khorgos@db.example/khorgos',
      KHORGOS_DATA: '/var/lib/khorgos',
      KHORGOS_PARTNER_LISTEN: '[::]:443',
      KHORGOS_PUBLIC_LISTEN: 'log.example:80',
      KHORGOS_BROKER: 'amqps://gate:secret@broker.example/border',
      KHORGOS_LOG_LEVEL: 'warn',
      KHORGOS_NODE: 'border-2',
      KHORGOS_XML_WORKERS: '0',
    })
    expect(config).toMatchObject({
      databaseUrl: 'postgresql://khorgos@db.example/khorgos',
      dataFolder: '/var/lib/khorgos',
      partnerListen: { host: '::', port: 443 },
      publicListen: { host: 'log.example', port: 80 },
      broker: { url: 'amqps://gate:secret@broker.example/border', exchange: 'khorgos.events' },
      logLevel: 'warn',
      node: 'border-2',
      xmlWorkers: 0,
    })
  })

  test('takes an empty value for one that is not set', () => {
    const names = ['DATABASE_URL', 'KHORGOS_DATA', 'KHORGOS_PARTNERS', 'KHORGOS_CERTS', 'KHORGOS_SCHEMAS']
    const more = [
      'PARTNER_LISTEN',
      'PUBLIC_LISTEN',
      'PEOPLE_LISTEN',
      'PEOPLE',
      'BROKER',
      'BROKER_EXCHANGE',
      'LOG_LEVEL',
      'NODE',
      'XML_WORKERS',
    ].map((name) => `KHORGOS_${name}`)
    expect(read(Object.fromEntries([...names, ...more].map((name) => [name, ''])))).toEqual(read({}))
  })

  test.each([1, 2, 4, 9, 64])(
    'leaves one of %i processors to the thread that talks, and takes eight at most',
    (processors) => {
      expect(readConfig({}, { node: 'n', processors }).xmlWorkers).toBe(
        Math.min(8, Math.max(0, processors - 1)),
      )
    },
  )

  test.each([
    ['DATABASE_URL', 'mysql://root:secret@db/x', 'DATABASE_URL must begin with postgresql://'],
    ['KHORGOS_BROKER', 'http://gate:secret@broker', 'KHORGOS_BROKER must be a URL that begins with amqp'],
    ['KHORGOS_BROKER_EXCHANGE', 'amq.topic', 'KHORGOS_BROKER_EXCHANGE is "amq.topic"'],
    ['KHORGOS_PARTNERS', '/no/such/folder', 'KHORGOS_PARTNERS: there is no folder /no/such/folder'],
    ['KHORGOS_SCHEMAS', resolve(PACKAGE_FOLDER, 'package.json'), 'KHORGOS_SCHEMAS: there is no folder'],
    ['KHORGOS_PARTNER_LISTEN', '8443', 'KHORGOS_PARTNER_LISTEN must be host:port, not "8443"'],
    ['KHORGOS_PUBLIC_LISTEN', '0.0.0.0:65536', 'KHORGOS_PUBLIC_LISTEN must be host:port'],
    ['KHORGOS_PUBLIC_LISTEN', '::1:80', 'KHORGOS_PUBLIC_LISTEN must be host:port'],
    ['KHORGOS_PEOPLE', '/no/such/file', 'KHORGOS_PEOPLE: there is no file /no/such/file'],
    ['KHORGOS_PEOPLE_LISTEN', '8444', 'KHORGOS_PEOPLE_LISTEN must be host:port, not "8444"'],
    ['KHORGOS_LOG_LEVEL', 'loud', 'KHORGOS_LOG_LEVEL must be one of fatal, error, warn, info, debug, silent'],
    ['KHORGOS_NODE', 'border#1', 'KHORGOS_NODE must be a name without "#" and white space'],
    ['KHORGOS_XML_WORKERS', '-1', 'KHORGOS_XML_WORKERS must be a whole number from 0 to 64'],
    ['KHORGOS_XML_WORKERS', '1.5', 'KHORGOS_XML_WORKERS must be a whole number from 0 to 64'],
    ['KHORGOS_XML_WORKERS', 'many', 'KHORGOS_XML_WORKERS must be a whole number from 0 to 64'],
  ])('refuses %s=%s', (name, value, problem) => {
    const { code, message } = refusalOf(() => read({ [name]: value }))
    expect(code).toBe('CONFIG_INVALID')
    expect(message).toContain(problem)
    expect(message).not.toContain('secret')
  })

  test('names every problem at once', () => {
    const { message } = refusalOf(() =>
      read({
        DATABASE_URL: 'x',
        KHORGOS_PARTNERS: '/none',
        KHORGOS_PARTNER_LISTEN: 'x',
        KHORGOS_XML_WORKERS: 'x',
      }),
    )
    expect(message.split('; ')).toHaveLength(4)
  })
})
