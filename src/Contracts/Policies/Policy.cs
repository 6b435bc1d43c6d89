using System.Text.Json;

namespace Millrace.Contracts.Policies;

/// <summary>A policy of AWS as it hangs on a queue, a key or a role: who may do what under which conditions.</summary>
public sealed record Policy(IReadOnlyList<PolicyStatement> Statements)
{
    /// <summary>No statement: nobody but the owner's own account may do anything.</summary>
    public static Policy Empty { get; } = new([]);

    /// <summary>Reads a document; what cannot be read is told in <paramref name="fault"/>, and null answered.</summary>
    /// <param name="fault">What is wrong and where, or null.</param>
    public static Policy? Read(string json, out string? fault)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var policy = PolicyReader.Read(document.RootElement);
            fault = null;
            return policy;
        }
        catch (JsonException error)
        {
            fault = $"it is not JSON: {error.Message}";
        }
        catch (FormatException error)
        {
            fault = error.Message;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // Half of a surrogate pair, as an escape and as it is.
            fault = "it holds text that is not Unicode.";
        }

        return null;
    }

    /// <summary>What it says to a call, as AWS evaluates it: a denial beats all that allows.</summary>
    public PolicyRuling Judge(PolicyCall call) => PolicyJudge.Judge(this, call);
}
