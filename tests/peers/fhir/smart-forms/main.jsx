// Shows a Questionnaire of ours (?form=ID) in Smart Forms; window.answers() gives the QuestionnaireResponse.
import { BaseRenderer, buildForm, getResponse, RendererThemeProvider } from "@aehrc/smart-forms-renderer";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";

const name = new URLSearchParams(location.search).get("form") ?? "crural";
const form = await (await fetch(`/fhir/Questionnaire/${name}`)).json();
await buildForm({ questionnaire: form });
window.answers = getResponse;
createRoot(document.getElementById("form")).render(
  <RendererThemeProvider>
    <QueryClientProvider client={new QueryClient()}>
      <BaseRenderer />
    </QueryClientProvider>
  </RendererThemeProvider>,
);
window.ready = true;
