import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { newSlicedSeries, takeTurns } from '../../bench/contenders.js'
import { findBuild } from '../../bench/failures.js'
import { ConnectionPool } from '../../bench/load/connection-pool.js'
import { runJob } from '../../bench/load/run-job.js'
import { parseLastProcessor } from '../../bench/one-processor.js'
import { runRated } from '../../bench/rated-job.js'

test('contenders take turns back and forth, and keep the order of their slices', async () => {
  const order: string[] = []
  const results = await takeTurns(['a', 'b', 'c'], 3, async (who, slice) => {
    order.push(who)
    return `${who}${slice}`
  })
  expect(order.join('')).toBe('abccbaabc')
  expect(results).toEqual({ a: ['a0', 'a1', 'a2'], b: ['b0', 'b1', 'b2'], c: ['c0', 'c1', 'c2'] })
  expect(newSlicedSeries(['a', 'b'])).toEqual({ a: [], b: [] })
})

test('a slice that fails ends the race', async () => {
  await expect(takeTurns(['a'], 2, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
})

test.each([
  ['Cpus_allowed_list:\t0-1\n', '1'],
  ['Cpus_allowed:\tff\nCpus_allowed_list:\t0-3,8,10-11\nMems_allowed_list:\t0-5\n', '11'],
  ['Cpus_allowed_list:\t4\n', '4'],
])('the last processor of %j is %s', (status, processor) => {
  expect(parseLastProcessor(status)).toBe(processor)
})

test('a text without a list of processors is an error', () => {
  expect(() => parseLastProcessor('Name:\tnode\n')).toThrow('Not the text of /proc/<pid>/status')
})

/** A server that answers every request as a list, and counts its connections. */
async function listen(status = 200) {
  let connections = 0
  const server = createServer((_request, response) => {
    const text = '{"page_number":1}'
    response.writeHead(status, { 'content-length': text.length }).end(text)
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  return { port: (server.address() as AddressInfo).port, opened: () => connections }
}

const job = { workload: 'list', connections: 3, firstNumber: 2_000_000, count: 10, secs: 60 } as const

test('the jobs of a race use the same connections, others open their own', async () => {
  const { port, opened } = await listen()
  const pool = new ConnectionPool(() => 0)
  onTestFinished(() => pool.close(port))
  expect((await runJob(pool, { ...job, port, staysOpen: true })).answers).toBe(10)
  expect((await runJob(pool, { ...job, port, staysOpen: true })).answers).toBe(10)
  const raced = opened()
  pool.close(port)
  await runJob(pool, { ...job, port })
  await runJob(pool, { ...job, port })
  expect([raced, opened()]).toEqual([3, 9])
})

test('connections that were idle for long are opened anew, before the server closes them', async () => {
  const { port } = await listen()
  let time = 0
  const pool = new ConnectionPool(() => time)
  onTestFinished(() => pool.close(port))
  const first = await pool.open(port, 2)
  time = 1000
  pool.rest(port)
  time = 3000
  expect(await pool.open(port, 2)).toBe(first)
  const one = await pool.open(port, 1)
  expect(one).toHaveLength(1)
  time = 9000
  expect(await pool.open(port, 1)).not.toBe(one)
})

test('an answer that is not 200 fails the job', async () => {
  const { port } = await listen(503)
  await expect(runJob(new ConnectionPool(), { ...job, port, staysOpen: true })).rejects.toThrow('503')
})

test('the processor time between two slices counts for the later one', async () => {
  const result = { answers: 100, rate: 1, p50: 1, p99: 1, slowest: 1, loadShare: 0.1 }
  const load = { run: async () => result } as unknown as Parameters<typeof runRated>[0]
  const usages = [300, 500]
  const server = { usage: async () => ({ processorMs: usages.shift() as number }) }
  const jobOf = { ...job, port: 1 }
  expect((await runRated(load, server, jobOf, 250)).perProcessorSec).toBe(2000)
  expect(await runRated(load, { usage: async () => ({ processorMs: 400 }) }, jobOf, 300)).toMatchObject({
    perProcessorSec: 1000,
    processorMs: 400,
  })
  await expect(runRated(load, { usage: async () => ({ processorMs: 400 }) }, jobOf, 395)).rejects.toThrow('5 ms')
})

test('--against needs a build', () => {
  expect(findBuild(undefined)).toBeUndefined()
  expect(() => findBuild('test')).toThrow('Invalid --against "test": no cli.cjs is there.')
})
