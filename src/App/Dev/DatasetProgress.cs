namespace Millrace.App.Dev;

/// <summary>How far a dataset has come, in counts of all its metrics and accounts together.</summary>
/// <param name="Landed">What stands in the landed table.</param>
/// <param name="Meant">What the platform's books have; hours that are not over yet are in it.</param>
internal sealed record DatasetProgress(string Dataset, long Landed, long Meant);
