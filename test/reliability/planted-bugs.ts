/** A bug as somebody could write it, planted in a copy of the sources. The simulator must find each. */
export interface Mutant {
  readonly name: string;
  /** What is wrong with it. */
  readonly sin: string;
  readonly patches: readonly Patch[];
}

export interface Patch {
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'fresh_provider_key_per_retry',
    sin: 'An operation that the bank does not know yet is sent again, under another key than before.',
    patches: [
      {
        file: 'server/payments/operate.ts',
        find: "const outcome = answer.kind === 'not_found' ? await sendAgain(deps, intent, operation, asked) : answer;",
        replace:
          "const outcome = answer.kind === 'not_found' ? await sendAgain(deps, intent, {...operation, key: providerKey(intent.id, operation.kind, deps.world.clock.now())}, asked) : answer;",
      },
    ],
  },
  {
    name: 'key_written_after_the_call',
    sin: 'The authorization is sent first and written down with its answer.',
    patches: [
      {
        file: 'server/payments/authorize.ts',
        find: 'const begun = await move(deps, id, (intent) => {',
        replace:
          "const found = await deps.store.get('intents', id);\n  const after = found && ((intent: PaymentIntent) => {",
      },
      {
        file: 'server/payments/authorize.ts',
        find: '});\n  if (begun) await sendAuthorization(deps, begun.after);',
        replace: '})(found.doc);\n  if (after) await sendAuthorization(deps, after);',
      },
      {
        file: 'server/payments/authorize.ts',
        find: 'await move(deps, intent.id, (current) => applyOutcome(current, key, outcome), {key});\n}\n\n/** What the merchant wants to look at first is only reserved. */',
        replace:
          "await move(deps, intent.id, (current) => applyOutcome(step(current, ['authenticated'], attempt.step) ?? current, key, outcome), {key});\n}\n\n/** What the merchant wants to look at first is only reserved. */",
      },
    ],
  },
  {
    name: 'time_out_taken_for_a_failure',
    sin: 'No answer to an authorization is shown and booked as a refusal.',
    patches: [
      {
        file: 'server/providers/bank.ts',
        find: "case 'no_answer':\n          return {kind: 'unknown'};",
        replace: "case 'no_answer':\n          return {kind: 'not_sent', reason: 'unreachable'};",
      },
    ],
  },
  {
    name: 'no_conditional_update',
    sin: 'A row is written whatever became of it since it was read.',
    patches: [
      {
        file: 'server/store/sqlite.ts',
        find: 'WHERE id = ? AND version = ?`;\n        return statement(sql).run(prepared.json, ...prepared.values, id, prepared.expecting).changes === 1;',
        replace:
          'WHERE id = ?`;\n        return statement(sql).run(prepared.json, ...prepared.values, id).changes === 1;',
      },
    ],
  },
  {
    name: 'cres_trusted',
    sin: 'What the browser brings back decides.',
    patches: [
      {
        file: 'server/threeds/returns.ts',
        find: "return step(intent, ['challenge'], {...current, returned: true, until: now + rreqGraceMs});",
        replace:
          "return step(intent, ['challenge'], {name: 'authenticated', mandated: current.mandated, authentication: {version: current.version, flow: 'challenge', outcome: 'authenticated', transStatus: 'Y', eci: '05', dsTransId: current.dsTransId, failures: 0}});",
      },
    ],
  },
  {
    name: 'cvc_written',
    sin: 'The security code is kept beside the card, sealed like it, and read again after a restart.',
    patches: [
      {
        file: 'server/vault/app.ts',
        find: 'const codes = createCvcMemory(clock, cardLifeMs);',
        replace:
          "const memory = createCvcMemory(clock, cardLifeMs);\n  const fileOf = (hash: string) => `cvc-${Buffer.from(hash).toString('hex').slice(0, 60)}`;\n  const codes = {...memory, keep: (hash: string, cvc: Buffer) => (keySafe.write(fileOf(hash), cvc), memory.keep(hash, cvc)), read: (hash: string) => memory.read(hash) ?? keySafe.read(fileOf(hash))};",
      },
    ],
  },
  {
    name: 'not_found_believed_too_soon',
    sin: 'A look-up that finds nothing counts at once, while the message may still be under way.',
    patches: [
      {
        file: 'server/payments/authorize.ts',
        find: 'const certain = asked > sentAt + provider.capabilities.settleWindowMs;',
        replace: 'const certain = asked > sentAt;',
      },
      // The sooner it asks, the sooner it is wrong.
      {
        file: 'server/payments/due.ts',
        find: 'const firstAskMs = 17 * second;',
        replace: 'const firstAskMs = 2 * second;',
      },
    ],
  },
  {
    name: 'failures_counted_by_every_result',
    sin: 'The wrong entries of one challenge count for one more than the bank says.',
    patches: [
      {
        file: 'server/payments/moves.ts',
        find: 'intent.failedAuthentications + failures);',
        replace: 'intent.failedAuthentications + 2 * failures);',
      },
    ],
  },
  {
    name: 'news_outside_the_commit',
    sin: 'The announcement is written after the state that it announces.',
    patches: [
      {
        file: 'server/payments/move.ts',
        find: "if ((await deps.store.commit([...writes, ...extra(moved)])) === 'committed') {",
        replace:
          "const news = writes.filter(({table}) => table === 'events');\n    if ((await deps.store.commit([...writes.filter(({table}) => table !== 'events'), ...extra(moved)])) === 'committed') {\n      if (news.length > 0) await deps.store.commit(news);",
      },
    ],
  },
  {
    name: 'replayed_call_taken_for_a_no',
    sin: 'The vault has heard this call before; that is taken for "nothing was sent". The simulator found this one in earnest.',
    patches: [
      {
        file: 'server/vault-client.ts',
        find: "if (code === undefined || code === 'call_replayed') return {kind: 'no_answer'};",
        replace: "if (code === undefined) return {kind: 'no_answer'};",
      },
    ],
  },
  {
    name: 'ledger_forgets_the_rest',
    sin: 'What a partial capture releases is not booked.',
    patches: [
      {
        file: 'server/payments/news.ts',
        find: "if (rest > 0) lines.push(line('voided', rest,",
        replace: "if (rest < 0) lines.push(line('voided', rest,",
      },
    ],
  },
  {
    name: 'lapse_not_looked_at',
    sin: 'An authorization that lapsed stays open for ever.',
    patches: [
      {
        file: 'server/payments/moves.ts',
        find: "if (outcome.kind === 'voided') return released(intent, true);",
        replace: "if (outcome.kind === 'voided') return undefined;",
      },
    ],
  },
  {
    name: 'left_without_asking',
    sin: 'A shopper who gives up at a wallet is told so, and the page there stays open to be paid.',
    patches: [
      {
        file: 'server/payments/cancel.ts',
        find: "if (row && liveAttempt(row.doc)?.step.name === 'away') await leave(deps, row.doc);",
        replace: '',
      },
      {
        file: 'server/payments/moves.ts',
        find: "['authorizing', 'authenticated', 'away'].includes",
        replace: "['authorizing', 'authenticated'].includes",
      },
    ],
  },
];
