namespace Millrace.EndToEnd.Queues;

/// <summary>What to do where a client or a server is not installed: skip at the desk, fail in CI.</summary>
internal static class Missing
{
    public static void Report(string what)
    {
        var message = $"{what} is missing: run tests/EndToEnd/install.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }
}
