using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace Millrace.Sandbox.Roles;

/// <summary>What AssumeRole is asked for, within the bounds of the STS API reference.</summary>
internal sealed partial record AssumeRoleCall(
    string RoleArn,
    string SessionName,
    int DurationSeconds,
    string? ExternalId,
    IReadOnlyDictionary<string, string> Tags
)
{
    private const int DurationSecondsMin = 900;
    private const int DurationSecondsMax = 43_200;
    private const int DurationSecondsUsual = 3_600;
    private const int TagsMax = 50;
    private const int TagKeyLettersMax = 128;
    private const int TagValueLettersMax = 256;

    /// <exception cref="RoleError">A parameter is missing or out of its bounds.</exception>
    public static AssumeRoleCall Read(Dictionary<string, StringValues> form)
    {
        string? Text(string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;
        var arn = Text("RoleArn") ?? "";
        var name = Text("RoleSessionName") ?? "";
        var external = Text("ExternalId");
        if (!ArnForm().IsMatch(arn))
        {
            throw RoleError.Validation($"RoleArn '{arn}' is no role, such as arn:aws:iam::000000000000:role/name.");
        }

        if (!NameForm().IsMatch(name))
        {
            throw RoleError.Validation("RoleSessionName must have 2 to 64 letters, digits or _+=,.@-");
        }

        if (external is not null && !ExternalIdForm().IsMatch(external))
        {
            throw RoleError.Validation("ExternalId must have 2 to 1224 letters, digits or _+=,.@:/-");
        }

        var seconds = DurationSecondsUsual;
        if (
            Text("DurationSeconds") is { } duration
            && (
                !int.TryParse(duration, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
                || seconds is < DurationSecondsMin or > DurationSecondsMax
            )
        )
        {
            throw RoleError.Validation($"DurationSeconds must be from {DurationSecondsMin} to {DurationSecondsMax}.");
        }

        return new(arn, name, seconds, external, ReadTags(Text));
    }

    private static Dictionary<string, string> ReadTags(Func<string, string?> text)
    {
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var number = 1; text($"Tags.member.{number}.Key") is { } key; number++)
        {
            var value = text($"Tags.member.{number}.Value") ?? "";
            if (number > TagsMax || !IsTag(key, 1, TagKeyLettersMax) || !IsTag(value, 0, TagValueLettersMax))
            {
                throw RoleError.Validation(
                    $"Tags: give at most {TagsMax}, keys of 1 to {TagKeyLettersMax} and values of at most {TagValueLettersMax} letters, digits, blanks or _.:/=+-@"
                );
            }

            if (!tags.TryAdd(key, value))
            {
                throw RoleError.Validation($"Tags: the key {key} stands twice.");
            }
        }

        return tags;
    }

    private static bool IsTag(string text, int min, int max) =>
        text.Length >= min
        && text.Length <= max
        && text.All(letter => char.IsLetterOrDigit(letter) || char.IsWhiteSpace(letter) || "_.:/=+-@".Contains(letter));

    [GeneratedRegex(@"^arn:aws:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}\z")]
    private static partial Regex ArnForm();

    [GeneratedRegex(@"^[\w+=,.@-]{2,64}\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[\w+=,.@:/-]{2,1224}\z")]
    private static partial Regex ExternalIdForm();
}
