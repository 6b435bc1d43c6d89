namespace Millrace.Runtime.Partitions;

/// <summary>Waits for what several partitions were handed.</summary>
internal static class PartitionAnswers
{
    /// <summary>
    /// All answers, in order; every one is waited for, also when one has failed. One after the other: a combinator would continue
    /// outside the simulation's scheduler.
    /// </summary>
    /// <param name="handed">Tasks that are under way, or such as begin when their turn comes.</param>
    /// <exception cref="PartitionUnavailableException">One of them could not take its command.</exception>
    public static async Task<List<T>> AllAsync<T>(IEnumerable<Task<T>> handed)
    {
        var answers = new List<T>();
        PartitionUnavailableException? failed = null;
        foreach (var part in handed)
        {
            try
            {
                answers.Add(await part);
            }
            catch (PartitionUnavailableException fault)
            {
                failed = fault;
            }
        }

        return failed is null ? answers : throw failed;
    }
}
