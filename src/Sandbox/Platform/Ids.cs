namespace Millrace.Sandbox.Platform;

/// <summary>Draws ids that nobody else has.</summary>
/// <param name="taken">Those that were drawn before, by all who draw.</param>
internal sealed class Ids(Chance chance, HashSet<string> taken)
{
    private Chance chance = chance;

    /// <summary>The chance from which ids are drawn, for all else that is drawn between them.</summary>
    public ref Chance Chance => ref chance;

    public string Pick(IReadOnlyList<string> words) => words[chance.Below(words.Count)];

    public string Digits(int count) => Fresh("0123456789", count, isNumber: true);

    public string Letters(int count) => Fresh("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", count, isNumber: false);

    private string Fresh(string alphabet, int count, bool isNumber)
    {
        string text;
        do
        {
            var letters = new char[count];
            for (var place = 0; place < count; place++)
            {
                var first = isNumber && place == 0 ? 1 : 0;
                letters[place] = alphabet[first + chance.Below(alphabet.Length - first)];
            }

            text = new string(letters);
        } while (!taken.Add(text));
        return text;
    }
}
