// One question at a time; the answers go out like everything else that was done.
export function quiz(box, send) {
  const questions = [...box.querySelectorAll("[data-question]")];
  const start = box.querySelector("[data-quiz-start]");
  const again = box.querySelector("[data-quiz-again]");
  const result = box.querySelector("[data-quiz-result]");
  let answers = {};

  const show = (index) => {
    questions.forEach((question, at) => { question.hidden = at !== index; });
    if (index === questions.length) send(answers);
    else questions[index].scrollIntoView({ block: "start" });
  };
  const begin = () => {
    answers = {};
    start.hidden = again.hidden = result.hidden = true;
    for (const button of box.querySelectorAll("[data-option]")) button.removeAttribute("aria-pressed");
    for (const button of box.querySelectorAll("[data-next]")) button.hidden = true;
    show(0);
  };
  questions.forEach((question, at) => {
    const next = question.querySelector("[data-next]");
    for (const button of question.querySelectorAll("[data-option]")) {
      button.addEventListener("click", () => {
        answers[question.dataset.question] = button.dataset.option;
        for (const other of question.querySelectorAll("[data-option]")) {
          other.setAttribute("aria-pressed", String(other === button));
        }
        next.hidden = false;
      });
    }
    next.addEventListener("click", () => show(at + 1));
  });
  start.querySelector("button").addEventListener("click", begin);
  again.addEventListener("click", begin);
  box.hidden = false;

  return ({ text, passed, wrong = [] }) => {
    result.textContent = text;
    result.hidden = false;
    again.hidden = passed !== false;
    for (const key of wrong) {
      const why = box.querySelector(`[data-question="${key}"] [data-explain]`);
      if (why && why.textContent) result.append(document.createElement("br"), why.textContent);
    }
    result.scrollIntoView({ block: "center" });
  };
}
