using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Publication;
using Millrace.Engine.Time;

namespace Millrace.Unit.Engine.Publication;

/// <summary>Accounts and texts in dictionaries, by the numbers in which they were first asked for.</summary>
internal sealed class BlockSourceStub : IBlockSource
{
    private readonly Dictionary<int, EventAccount> accounts = [];
    private readonly List<byte[]> texts = [];
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Account, Described What, int Id), int[]> descriptions = [];

    public EventAccount Account(int key) => accounts[key];

    public ReadOnlySpan<byte> Text(int text) => texts[text];

    public void Describe(int account, Described what, int id, Span<int> found)
    {
        found.Fill(-1);
        descriptions.GetValueOrDefault((account, what, id), []).CopyTo(found);
    }

    public void AddAccount(int key, string advertiser, string marketplace = "MKT", string zone = "Asia/Kolkata")
    {
        AccountZone.TryFind(zone, out var found).ShouldBeTrue();
        accounts.Add(key, new(key, advertiser, marketplace, "USD", found));
    }

    public void Describe(int account, string target, string keywordText, string matchType) =>
        Describe(account, Described.Target, target, keywordText, matchType);

    /// <param name="id">Of the advertiser, null.</param>
    /// <param name="known">Null for what is not known.</param>
    public void Describe(int account, Described what, string? id, params string?[] known) =>
        descriptions[(account, what, id is null ? 0 : Number(id))] = [.. known.Select(text => text is null ? -1 : Number(text))];

    public int[] Numbers(params string[] dimensions) => [.. dimensions.Select(Number)];

    private int Number(string text)
    {
        if (!numbers.TryGetValue(text, out var number))
        {
            numbers.Add(text, number = texts.Count);
            texts.Add(Encoding.UTF8.GetBytes(text));
        }

        return number;
    }
}
