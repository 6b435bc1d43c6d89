namespace Millrace.Landing.Receiving;

/// <summary>Doubling waits with jitter, so that many that failed together do not try together again.</summary>
internal sealed class Backoff(TimeProvider clock, TimeSpan longest, Random chance)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private int failures;

    public void Succeeded() => failures = 0;

    public Task WaitAsync(CancellationToken cancel) => Task.Delay(Next(), clock, cancel);

    internal TimeSpan Next()
    {
        var doubled = First * Math.Pow(2, Math.Min(failures++, 20));
        var bound = doubled < longest ? doubled : longest;
        return bound * (0.5 + (0.5 * chance.NextDouble()));
    }
}
