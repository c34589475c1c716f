/** What the model is told to answer where a program only prints it. */
export const answer = "Lisbon is the capital of Portugal."
