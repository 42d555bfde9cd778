// How to ask Crural from JavaScript. It needs Node 18 or newer, or a browser, and nothing else.
//   node examples/rest-client.js http://127.0.0.1:8000 "My left calf is swollen and hurts." [KEY]

async function ask(service, path, body, key) {
  const headers = { "Content-Type": "application/json", ...(key ? { "X-API-Key": key } : {}) };
  const response = await fetch(`${service}/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`); // problem+json
  return answer;
}

async function main(service, text, key) {
  const assessment = await ask(service, "assess", { text }, key);
  console.log(`How soon: ${assessment.urgency.level}. ${assessment.urgency.act}`); // always first
  for (const reason of assessment.urgency.reasons) console.log(`  because: ${reason.text}`);
  for (const cause of assessment.causes.slice(0, 3)) {
    const [low, high] = cause.interval.map((x) => Math.round(100 * x));
    console.log(`${Math.round(100 * cause.probability)} % (${low} to ${high}): ${cause.lay_name}`);
  }
  const step = await ask(service, "interview/next", { case: { text } }, key);
  if (!step.turn.done) console.log(`Next question: ${step.turn.questions[0].text}`);
}

const [service, text, key] = process.argv.slice(2);
main(service, text, key).catch((error) => {
  console.error(error.message);
  process.exitCode = 2;
});
